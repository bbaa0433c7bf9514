"""The form of an account: its fields, made from the registry, and what is read from them."""
