from rest_framework.permissions import BasePermission
from rest_framework.request import Request


class DenyAll(BasePermission):
    """The default: an endpoint that does not say who may use it lets nobody in (F:T5)."""

    def has_permission(self, request: Request, view: object) -> bool:
        return False


class ByKey(BasePermission):
    """The view checks an API key itself, before it reads the body."""

    def has_permission(self, request: Request, view: object) -> bool:
        return True


class BySignature(BasePermission):
    """The view checks a provider's signature itself, over the bytes of the body."""

    def has_permission(self, request: Request, view: object) -> bool:
        return True
