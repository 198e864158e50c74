"""What campaigns cost: files of Meta and Google, amounts that people type, and what is kept of both."""
