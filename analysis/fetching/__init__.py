"""Addresses → pages on disk, politely: the only part of the program that uses the network, and only when it is asked.

Nothing here is called by a run: a user calls `fetch`, looks at what came, and analyses the folder offline. Each request
keeps to robots.txt, waits its turn, goes to a public address that was looked up and checked before, and has limits of
size and time. Its parts: `addresses` (what may be asked for at all), `network` (one request), `robots` and `pacing`
(manners), `asking` (an address with its redirects), `judging` (whether what came is an article), `folder` (what is on
disk), `rounds` (all addresses, until each is saved or refused).
"""
