"""`make run`: servers, migrations, demo clinics and every process of the product, under one supervisor."""
