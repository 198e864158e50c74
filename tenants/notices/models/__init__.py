from tenants.notices.models.choice import NoticeChoice
from tenants.notices.models.notice import Notice

__all__ = ["Notice", "NoticeChoice"]
