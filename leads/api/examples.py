"""What the description of the API shows of leads: fictional, and taken or answered as it stands here."""

from typing import Any

FORM = {
    "first_name": "Sarah",
    "last_name": "Whitcombe",
    "phone": "+44 7700 900142",
    "treatment": "Four implants, upper jaw",
    "landing_page_url": "https://clinic-site.example/implants",
    "utm_source": "google",
    "consent": True,
    "company_website": "",
}
WRITTEN_DOWN = {
    "first_name": "Sarah",
    "last_name": "Whitcombe",
    "phone": "+44 7700 900142",
    "email": "sarah@example.com",
    "interest": "Four implants, upper jaw",
    "source": "referral",
    "sub_source": "Tom Odell",
}
CHANGE = {"city": "Bristol", "language": "en", "conversion_probability": 0.7}
NOTE = {"body": "Afraid of needles. Asks for a price with hotel.", "kind": "call"}
NOTE_CHANGE = {"is_pinned": True}
TAGS = {"add": ["vip"], "remove": ["old"]}
CONTACT = {"phone": "+44 7700 900143", "instead_of": None}
ATTEMPT = {"disposition": "callback", "at": "2035-11-23T09:00:00Z", "note": "After work"}
MERGE = {"other": 41, "fields": {"country": "other"}}
ACTION = {"action": "archive", "filter": {"status": "lost", "days_since_contact_min": 180}, "dry_run": True}
LEAD: dict[str, Any] = {
    "id": 42,
    "name": "Sarah Whitcombe",
    "first_name": "Sarah",
    "last_name": "Whitcombe",
    "country": "GB",
    "city": "Bristol",
    "language": "en",
    "company": "",
    "interest": "Four implants, upper jaw",
    "contacts": [
        {"id": 51, "kind": "phone", "value": "+447700900142", "typed": "+44 7700 900142", "is_valid": True}
    ],
    "treatment": {"id": 3, "code": "all-on-4", "name": "All-on-4"},
    "partner": None,
    "score": 86,
    "is_hot_lead": True,
    "temperature": "hot",
    "conversion_probability": 0.7,
    "source": "referral",
    "sub_source": "Tom Odell",
    "stage": {"id": 6, "name": "Qualified", "semantic": "qualified"},
    "status": "QUALIFIED",
    "owner": {"id": 5, "name": "Ana Hoxha"},
    "tags": ["vip"],
    "custom": {"smoker": "no"},
    "do_not_contact": False,
    "next_follow_up": "2026-11-23T09:00:00Z",
    "follow_up_why": "call_back",
    "follow_up_note": "After work",
    "call_attempts": 1,
    "last_contact_date": "2026-11-20T10:07:00Z",
    "days_since_created": 4,
    "days_since_last_contact": 1,
    "is_test": False,
    "created_at": "2026-11-17T09:58:00Z",
    "updated_at": "2026-11-20T10:09:00.000001Z",
    "last_arrival_at": "2026-11-20T10:09:00Z",
    "archived_at": None,
    "merged_into": None,
    "version": "2026-11-20T10:09:00.000001+00:00",
}
WHOLE = LEAD | {
    "score_breakdown": [
        {"sentence": "Wrote at most 1 hour ago", "points": 16, "most": 16, "factor": "freshness"},
        {"sentence": "No photo or x-ray yet: ask for one", "points": 0, "most": 4, "factor": "photos_sent"},
    ],
    "patient": None,
}
NUMBERS = {
    "total_leads": 318,
    "average_lead_score": 54.2,
    "hot_leads_count": 41,
    "conversion_rate": 6.9,
    "leads_by_status": {
        "NEW": 40,
        "CONTACTED": 110,
        "QUALIFIED": 60,
        "PROPOSAL": 36,
        "NEGOTIATION": 10,
        "WON": 22,
        "LOST": 30,
        "CALLBACK": 10,
    },
    "leads_by_source": {
        "WEBSITE": 230,
        "FACEBOOK": 40,
        "INSTAGRAM": 8,
        "WHATSAPP": 12,
        "REFERRAL": 20,
        "OTHER": 8,
    },
}
DONE = {
    "changed": 1,
    "already": 1,
    "conflicts": 0,
    "out_of_sight": 0,
    "operation": None,
    "dry_run": True,
    "sure": "9f2c7d51b04e88a6c3f1d2e4b5a69780",
    "results": [{"id": 41, "result": "already"}, {"id": 42, "result": "changed"}],
}

MANY = {
    "leads": [{"name": "Anna Weber", "phone": "+49 170 1112223", "treatment": "Implants", "source": "facebook"}]
}
