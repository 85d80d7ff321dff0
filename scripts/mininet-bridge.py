#!/usr/bin/python3
"""Builds one bridge with N hosts in Mininet, without a controller, and prints how
many seconds building and removing it took. Run it inside 'unshare --net', where it
meets nothing of the machine's; its broad clean-up command is never called.

Usage: unshare --net scripts/mininet-bridge.py N
"""
import sys
import time

from mininet.net import Mininet
from mininet.nodelib import LinuxBridge
from mininet.topo import SingleSwitchTopo

net = Mininet(topo=SingleSwitchTopo(int(sys.argv[1])), switch=LinuxBridge, controller=None, build=False)
began = time.time()
net.build()
net.start()
built = time.time()
net.stop()
print(built - began, time.time() - built)
