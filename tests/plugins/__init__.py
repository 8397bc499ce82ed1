"""A plugin as somebody would write it: cells declared in one module, their Keras layers in another."""
