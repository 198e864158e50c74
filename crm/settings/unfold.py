"""The desk's look: LOOK.md's tokens in unfold's words; everything else is in crm/static/crm/bridgework.css."""

UNFOLD: dict = {"SITE_TITLE": "Bridgework", "SITE_HEADER": "Bridgework"}
UNFOLD_PLATFORM: dict = {"SITE_TITLE": "Bridgework", "SITE_HEADER": "Bridgework platform"}
