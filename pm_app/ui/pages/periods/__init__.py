"""/periods: until when the books are closed, who closed and reopened them, and doing either."""
