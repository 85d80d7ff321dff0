#!/usr/bin/env python3
"""A solver for Qanat in another language: all middleboxes on one node.

It tries every node, places the cheapest offering of each middlebox there,
routes source -> node -> target over the fewest links, and answers with the
cheapest node that fits. docs/external-solvers.md describes the JSON.
"""
import json
import sys
from collections import deque

problem = json.load(sys.stdin)
nodes, links = problem["network"]["nodes"], problem["network"]["links"]
chain, prices = problem["chain"], problem["prices"]
demand = chain["demand_kbps"]

leaving = [[] for _ in nodes]  # (arc, head) of every arc, by its tail
for l, link in enumerate(links):
    leaving[link["a"]].append((2 * l, link["b"]))
    leaving[link["b"]].append((2 * l + 1, link["a"]))


def instances(node):
    """Cheapest instances for every position that fit on node, with their cost."""
    free, placed, total = list(nodes[node]["free"]), [], 0
    for position, box in enumerate(chain["middleboxes"], start=1):
        best = None
        for u, offering in enumerate(problem["catalogue"]["middleboxes"][box]["offerings"]):
            count = -(-demand // offering["throughput_kbps"])
            needs = [count * d for d in offering["demand"]]
            cost = sum(a * n for a, n in zip(prices["resources_billionths"], needs))
            if all(n <= f for n, f in zip(needs, free)) and (best is None or cost < best[0]):
                best = cost, u, count, needs
        if best is None:
            return None
        cost, u, count, needs = best
        free = [f - n for f, n in zip(free, needs)]
        placed.append({"node": node, "position": position, "offering": u, "count": count})
        total += cost
    return total, placed


def route(start, end, spare):
    """Arcs of a path with the fewest links that carries the demand; books it."""
    came = {start: None}
    queue = deque([start])
    while queue and end not in came:
        here = queue.popleft()
        for arc, head in leaving[here]:
            if head not in came and spare[arc // 2] >= demand:
                came[head] = arc, here
                queue.append(head)
    if end not in came:
        return None
    arcs = []
    while came[end] is not None:
        arc, end = came[end]
        arcs.append(arc)
        spare[arc // 2] -= demand
    return arcs


def through(node):
    """The deployment with everything on node and its cost, or None."""
    hosted, spare = instances(node), [link["spare_kbps"] for link in links]
    to = route(chain["source"], node, spare)
    onward = route(node, chain["target"], spare)
    if hosted is None or to is None or onward is None:
        return None
    cost, placed = hosted
    last = len(chain["middleboxes"])
    flows = {(0, arc) for arc in to} | {(last, arc) for arc in onward}
    return cost + len(flows) * demand * prices["mbps_per_link_billionths"] // 1000, {
        "instances": placed,
        "allocations": [{"node": node, "position": i, "rate_kbps": demand} for i in range(1, last + 1)],
        "flows": [{"type": t, "arc": a, "rate_kbps": demand} for t, a in sorted(flows)],
    }


found = [answer for answer in map(through, range(len(nodes))) if answer]
if found:
    json.dump({"deployment": min(found, key=lambda answer: answer[0])[1]}, sys.stdout)
else:
    json.dump({"reason": "no single node holds the chain and can be reached"}, sys.stdout)
