from django.urls import path

from tenants.runs.api.views import JobView

urlpatterns = [path("jobs/<uuid:run_id>", JobView.as_view(), name="job")]
