"""Made-up documents, with the truth about each."""
