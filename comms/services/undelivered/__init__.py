"""What follows when a provider says afterwards that a message of ours did not arrive (INTEGRATIONS 5.2)."""
