"""Runs PyTorch's own optimizers and schedulers: a request as JSON on standard input, the answer on standard output.

A job of "optimizers" makes one from an expression of the parameters p, steps it and tells the parameters after each step;
gradients are given, or those of a small network. A job of "schedulers" tells rates and momenta after each step.
"""

import json
import math
import sys

import torch

NAMES = {"O": torch.optim, "L": torch.optim.lr_scheduler, "S": torch.optim.swa_utils, "math": math}


def encode(value):
    if isinstance(value, torch.Tensor):
        return {
            "tensor": value.detach().double().flatten().tolist(),
            "shape": list(value.shape),
            "dtype": str(value.dtype).replace("torch.", ""),
        }
    if isinstance(value, dict):
        return {str(key): encode(element) for key, element in value.items()}
    if isinstance(value, (list, tuple)):
        return [encode(element) for element in value]
    return value if value is None or isinstance(value, (bool, int, float, str)) else None


def decode(value):
    if isinstance(value, dict) and "tensor" in value:
        tensor = torch.tensor(value["tensor"], dtype=torch.float64).reshape(value["shape"])
        return tensor.to(getattr(torch, value["dtype"]))
    if isinstance(value, dict):
        return {int(key) if key.isdigit() else key: decode(element) for key, element in value.items()}
    if isinstance(value, list):
        return [decode(element) for element in value]
    return value


def optimizer(job):
    dtype = getattr(torch, job["dtype"])
    p = [
        torch.tensor(data, dtype=dtype).reshape(shape).requires_grad_()
        for data, shape in zip(job["parameters"], job["shapes"])
    ]
    made = eval(job["expression"], dict(NAMES, p=p))
    if "load" in job:
        made.load_state_dict(decode(job["load"]))
    steps = []
    state = None
    for step in range(job["from"], job["to"]):
        if step == job["stateAt"]:
            state = encode(made.state_dict())
        if "gradients" in job:
            for parameter, gradient in zip(p, job["gradients"][step]):
                parameter.grad = (
                    None if gradient is None else torch.tensor(gradient, dtype=dtype).reshape(parameter.shape)
                )
            made.step()
        else:
            x = torch.tensor(job["inputs"][step], dtype=dtype).reshape(6, 5)

            def closure():
                made.zero_grad(set_to_none=True)
                logits = torch.tanh(x @ p[0].t() + p[1]) @ p[2].t() + p[3]
                for late in job["late"][step]:
                    logits = logits * p[late]
                loss = torch.nn.functional.cross_entropy(logits, torch.tensor([0, 1, 2, 1, 0, 2]))
                loss.backward()
                return loss

            made.step(closure)
        steps.append([parameter.detach().double().flatten().tolist() for parameter in p])
    return {"steps": steps, "state": state, "final": encode(made.state_dict())}


def rates(made):
    return [
        [group["lr"], group["betas"][0] if "betas" in group else group.get("momentum", 0.0)]
        for group in made.param_groups
    ]


def scheduler(job):
    p = [torch.zeros(1, requires_grad=True), torch.zeros(1, requires_grad=True)]
    made = eval(job["optimizer"], dict(NAMES, p=p))
    schedule = eval(job["expression"], dict(NAMES, opt=made))
    steps = [rates(made)]
    state = None
    for step in range(job["steps"]):
        if step == job["stateAt"]:
            state = encode(schedule.state_dict())
        made.step()
        if "metrics" in job:
            schedule.step(job["metrics"][step])
        elif "places" in job:
            schedule.step(job["places"][step])
        else:
            schedule.step()
        steps.append(rates(made))
    return {"steps": steps, "state": state}


def main():
    request = json.load(sys.stdin)
    torch.set_num_threads(1)
    json.dump(
        {
            "optimizers": [optimizer(job) for job in request.get("optimizers", [])],
            "schedulers": [scheduler(job) for job in request.get("schedulers", [])],
        },
        sys.stdout,
    )


main()
