from django.urls import path

from tenants.notices.api.views import NoticesView, ReadNoticesView

urlpatterns = [
    path("notices", NoticesView.as_view(), name="notices"),
    path("notices/read", ReadNoticesView.as_view(), name="notices-read"),
]
