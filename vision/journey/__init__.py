"""Visits across cameras: tracks joined by place and time on the plan, and by nothing else."""
