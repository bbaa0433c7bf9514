"""The shapes of the API's answers, and how they are made from what the services give."""
