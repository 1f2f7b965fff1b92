"""Tests of the notebooks' own code. From the folder above: python3 -m unittest"""
