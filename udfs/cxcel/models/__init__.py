"""Models of queues, of customers who stay or leave, and of what they write."""
