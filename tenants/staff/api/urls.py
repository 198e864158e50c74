from django.urls import path

from tenants.staff.api.views import StaffView

urlpatterns = [path("staff", StaffView.as_view(), name="staff")]
