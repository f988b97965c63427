"""People who write into one organisation through the real door while sessions, the zygote and connections are killed:
what was acknowledged must be there, once and whole."""
