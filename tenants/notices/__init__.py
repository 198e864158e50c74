"""What staff are told: notices behind the bell, and mail through the platform's server."""
