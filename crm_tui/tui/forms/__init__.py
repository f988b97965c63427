"""Forms: records entered field by field, made from a module's layout."""
