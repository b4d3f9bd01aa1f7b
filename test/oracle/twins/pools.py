"""Pooling with its corners, local response normalisation, enlarging."""

from torch.nn import functional as F

from network import even, grid, network


def channels_second(function):
    """PyTorch's functions of [c, h, w] for images of [h, w, c]."""
    return lambda image, *given, **more: function(image.movedim(-1, 1), *given, **more).movedim(1, -1)


max_pool, avg_pool = channels_second(F.max_pool2d), channels_second(F.avg_pool2d)
interpolate, response_norm = channels_second(F.interpolate), channels_second(F.local_response_norm)


@network({"image": even(7, 6, 2)})
def MaxPool(net, image):
    return {
        "output:halved": max_pool(image, 2),
        "output:overlapping": max_pool(image, 3, stride=2, padding=1),
        "output:upward": max_pool(image, 2, ceil_mode=True),
        "output:oblong": max_pool(image, (3, 2), stride=(2, 3), padding=(1, 0), ceil_mode=True),
        "output:same": max_pool(image, 3, stride=1, padding=1),
    }


@network({"image": grid(6, 6, 2, low=-1, step=1, count=3)})
def MaxPoolOfTies(net, image):
    return {
        "output:halved": max_pool(image, 2),
        "output:overlapping": max_pool(image, 3, stride=2, padding=1),
        "output:upward": max_pool(image, 3, stride=2, ceil_mode=True),
    }


@network({"image": even(7, 6, 2)})
def AvgPool(net, image):
    both = {"stride": (2, 3), "padding": 1, "ceil_mode": True}
    return {
        "output:halved": avg_pool(image, 2),
        "output:inside": avg_pool(image, 3, stride=2, padding=1, count_include_pad=False),
        "output:counted": avg_pool(image, 3, stride=2, padding=1, count_include_pad=True),
        "output:upward": avg_pool(image, 2, ceil_mode=True, count_include_pad=False),
        "output:both": avg_pool(image, (3, 4), count_include_pad=False, **both),
        "output:bothCounted": avg_pool(image, (3, 4), count_include_pad=True, **both),
        "output:global": image.mean((1, 2)),
    }


@network({"image": even(3, 2, 7)})
def ResponseNorm(net, image):
    # PyTorch divides alpha by the size.
    return {
        "output:usual": response_norm(image, 5, alpha=5 * 1e-4, beta=0.75, k=2),
        "output:strong": response_norm(image, 3, alpha=3 * 0.5, beta=0.6, k=1),
        "output:even": response_norm(image, 4, alpha=4 * 0.3, beta=0.75, k=2),
    }


@network({"image": even(2, 3, 2)})
def Upsample(net, image):
    return {
        "output:twice": interpolate(image, scale_factor=2),
        "output:oblong": interpolate(image, scale_factor=(1, 3)),
    }
