"""The documents that go with the cameras: the annex to the impact assessment and the door sign."""
