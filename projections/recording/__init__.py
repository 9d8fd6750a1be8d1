"""Instruments judged before they are recorded, by this process and, of many, by another one."""
