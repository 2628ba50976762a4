"""Publishing through the interface: disclosures with their editions, and documents that are checked."""
