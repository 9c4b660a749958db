"""An office whose clock is moved through months while everything around it breaks now and then."""
