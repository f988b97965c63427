"""What commands do: one function for each command id, gathered by family."""
