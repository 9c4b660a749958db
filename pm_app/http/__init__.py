"""Plain HTTP routes: signing in, files, exports, health."""
