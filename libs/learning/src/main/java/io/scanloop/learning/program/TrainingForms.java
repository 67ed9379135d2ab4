package io.scanloop.learning.program;

/**
 * Operators in a form whose gradients the engine computes faster on a processor; on other devices they are the engine's
 * own. Values are the same but for rounding.
 */
public final class TrainingForms {
    private TrainingForms() {}

    /**
     * Methods of a program.
     *
     * <p>{@code conv3d} pads along X by itself: with padding along its first axis, oneDNN has no kernel of its own for the
     * gradient by the weight, and unrolls each neighbourhood into a matrix, which takes about three times as long.
     *
     * <p>{@code scaled_dot_product_attention} with a mask that learns (Swin's bias of offsets) has no fused form on a
     * processor, and the engine's plain one looks for rows that see nothing, in five passes over all scores. Here the mask
     * is added in place, and each row sees something. Heads narrower than 12 are widened with zeros: the products of
     * matrices that thin take up to twice as long.
     */
    public static final String TEXT = """
              def conv3d(self: %1$s, x: Tensor, weight: Tensor, bias: Optional[Tensor],
                  stride: List[int], padding: List[int], dilation: List[int]) -> Tensor:
                if torch.eq(padding[0], 0) or x.is_cuda:
                  return torch.conv3d(x, weight, bias, stride, padding, dilation)
                padded = torch.constant_pad_nd(x, [0, 0, 0, 0, padding[0], padding[0]], 0.0)
                return torch.conv3d(padded, weight, bias, stride, [0, padding[1], padding[2]], dilation)
              def widened(self: %1$s, x: Tensor) -> Tensor:
                width = torch.size(x, -1)
                if torch.lt(width, 12):
                  return torch.constant_pad_nd(x, [0, torch.sub(16, width)], 0.0)
                return x
              def scaled_dot_product_attention(self: %1$s, query: Tensor, key: Tensor, value: Tensor,
                  mask: Optional[Tensor], drop: float, causal: bool) -> Tensor:
                if mask is not None:
                  if mask.requires_grad and not query.is_cuda and torch.ne(query.dtype, 15):
                    width = torch.size(query, -1)
                    wide = (self).widened(torch.div(query, torch.sqrt(width)))
                    scores = torch.matmul(wide, torch.transpose((self).widened(key), -2, -1))
                    mixed = torch.matmul(torch.softmax(torch.add_(scores, mask), -1), (self).widened(value))
                    return torch.slice(mixed, -1, 0, torch.size(value, -1), 1)
                return torch.scaled_dot_product_attention(query, key, value, mask, drop, causal)
            """.formatted(Archive.SELF);
}
