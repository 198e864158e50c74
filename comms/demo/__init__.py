"""What a demo clinic's patients and people write to each other. Nobody of it is real."""
