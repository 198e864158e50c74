from django.urls import path

from leads.api.views import LeadIntakeView

urlpatterns = [path("leads", LeadIntakeView.as_view(), name="lead-intake")]
