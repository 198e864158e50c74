from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    """By what way a conversation goes. The last three have a rule of their window and no adapter yet (F 3)."""

    WHATSAPP = "whatsapp", _("WhatsApp")
    MAIL = "mail", _("E-mail")
    SMS = "sms", _("SMS")
    MESSENGER = "messenger", _("Messenger")
    INSTAGRAM = "instagram", _("Instagram")
    TIKTOK = "tiktok", _("TikTok")
