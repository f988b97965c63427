"""crm-tui from outside: real processes on data, disks and terminals that are not as they should be."""
