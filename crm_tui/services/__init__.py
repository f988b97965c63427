"""Use cases, one file per noun. Every change passes the gate."""
