from tenants.undo.models.operation import Operation
from tenants.undo.models.row import OperationRow

__all__ = ["Operation", "OperationRow"]
