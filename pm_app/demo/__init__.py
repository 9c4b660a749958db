"""The sample office: made by calling actions, with dates relative to today, and papers drawn for it."""
