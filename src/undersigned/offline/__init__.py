"""What was collected offline or elsewhere: sheets, earlier lists. Declared, and shown beside the count, never in it."""
