"""The modules screen: find a module, fill in its form, run it, look at the bundles."""
