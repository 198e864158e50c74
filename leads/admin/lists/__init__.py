"""The lists of a clinic as small files, by import-export's resources and none of its pages (H:M18-M20)."""
