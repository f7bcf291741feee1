"""What one would write instead of a policy's fit with PyTorch on CPU: the same network, loss and optimiser.

    python dpo.py PAIRS EPOCHS

The milliseconds of processor time of each epoch, the mean loss at last and the peak of memory are printed as JSON; imports are not counted.
"""
import json
import resource
import sys
import time

import torch
from torch.nn import Linear, ReLU, Sequential
from torch.nn.functional import logsigmoid


def network(widths, start):
    layers, at = [], 0
    for inputs, units in zip(widths, widths[1:]):
        layer = Linear(inputs, units)
        with torch.no_grad():
            layer.weight.copy_(torch.tensor(start[at : at + inputs * units]).reshape(inputs, units).T)
            layer.bias.copy_(torch.tensor(start[at + inputs * units : at + (inputs + 1) * units]))
        at += (inputs + 1) * units
        layers += [layer, ReLU()]
    return Sequential(*layers[:-1])


def main(path, epochs):
    # More wait for each other on batches as small as these.
    torch.set_num_threads(1)
    with open(path) as file:
        given = json.load(file)
    config, pairs = given["config"], given["pairs"]
    inputs = torch.tensor([pair["inputs"] for pair in pairs])
    human = torch.tensor([pair["human"] for pair in pairs])
    sign = torch.sign(torch.tensor([pair["reward"] for pair in pairs]))
    model = network(given["widths"], given["start"])
    optimizer = torch.optim.AdamW(model.parameters(), lr=config["learning_rate"], weight_decay=config["weight_decay"])

    def loss_of(rows):
        logits = model(inputs[rows])
        margin = config["beta"] * sign[rows] * (logits[:, 1] - logits[:, 0] - human[rows])
        return -logsigmoid(margin).mean()

    torch.manual_seed(1)
    times = []
    for _ in range(int(epochs)):
        started = time.process_time()
        for rows in torch.randperm(len(pairs)).split(config["batch"]):
            optimizer.zero_grad()
            loss_of(rows).backward()
            optimizer.step()
        times.append((time.process_time() - started) * 1000)
    with torch.no_grad():
        loss = loss_of(torch.arange(len(pairs))).item()
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"times": times, "loss": loss, "megabytes": megabytes}))


main(*sys.argv[1:])
