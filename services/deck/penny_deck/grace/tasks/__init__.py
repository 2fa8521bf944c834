"""TASK_DETECTOR: who has to do what by when. Pure."""

from penny_deck.grace.tasks.detect import detect
from penny_deck.grace.tasks.tarea import Tarea, Tareas

__all__ = ["Tarea", "Tareas", "detect"]
