"""What a CRM is made of. Standard library only."""
