"""Days of campaigns, added up beforehand, so that a report reads hundreds of rows where leads are a million."""
