"""The set-up area: one page for each noun of administration, all in one frame."""
