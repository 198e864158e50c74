"""What a website sends: the contract's fields, of a new person each time."""

# One %d for the mail and one for the number: an Italian mobile, ten million of them.
BODY = (
    '{"first_name": "Mario", "last_name": "Rossi", "email": "mario.rossi.%d@example.com", "phone": "+39333%07d",'
    ' "landing_page_url": "https://clinic-site.example/implants", "referrer_url": "https://www.example.com/",'
    ' "utm_source": "google", "utm_medium": "cpc", "utm_campaign": "implants_it", "utm_term": "all on 4",'
    ' "utm_content": "ad_variant_1", "gclid": "abc123", "fbclid": "fb123", "company_website": ""}'
)
# Numbers of one turn, apart from those of the next.
STRIDE = 50_000


def body_of(number: int) -> bytes:
    return (BODY % (number, number)).encode()
