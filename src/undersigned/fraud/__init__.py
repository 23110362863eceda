"""What looks like fraud: hourly numbers by network and domain, and rules that strike or hold many at once."""
