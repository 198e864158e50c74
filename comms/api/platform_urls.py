"""Addresses of the platform's host that providers are given. One with a clinic in it is that clinic's own app."""

from django.urls import path

from comms.api.voice import VoiceView
from comms.api.webhooks import MailProviderView, TwilioView, WhatsAppView

urlpatterns = [
    path("whatsapp", WhatsAppView.as_view(), name="webhook-whatsapp"),
    path("whatsapp/<uuid:clinic_id>", WhatsAppView.as_view(), name="webhook-whatsapp-clinic"),
    path("sms", TwilioView.as_view(), name="webhook-sms"),
    path("sms/<uuid:clinic_id>", TwilioView.as_view(), name="webhook-sms-clinic"),
    path("voice", VoiceView.as_view(), name="webhook-voice"),
    path("voice/<uuid:clinic_id>", VoiceView.as_view(), name="webhook-voice-clinic"),
    path("mail/mailgun/<uuid:clinic_id>", MailProviderView.as_view(provider="mailgun"), name="webhook-mailgun"),
    path("mail/postmark/<uuid:clinic_id>", MailProviderView.as_view(provider="postmark"), name="webhook-postmark"),
]
