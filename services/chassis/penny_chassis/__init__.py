"""What every service of Penny shares."""
