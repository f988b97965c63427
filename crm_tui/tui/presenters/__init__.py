"""What to show: domain values to texts and lines, pure, without a widget."""
