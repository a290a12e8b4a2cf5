"""What pages show, as files for spreadsheets; and the officials' reports as JSON."""
