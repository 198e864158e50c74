"""Where files for Google Ads are had (F:M2; HOUSE, addresses that must answer)."""

from django.urls import path

from attribution.conversions.admin.address import google_ads_export, google_ads_fetch

urlpatterns = [
    path("integrations/google-ads-export.csv", google_ads_export, name="google-ads-export"),
    path("integrations/google-ads/<str:fetch_token>/<slug:layout>.csv", google_ads_fetch, name="google-ads-fetch"),
]
