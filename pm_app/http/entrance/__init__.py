"""What every request and every socket passes before anything answers: who asks, from where, how much, and what
the browser is told to allow."""
