# How frames are read and written.
module Walras
  # The tensors of a frame.
  class Layout
    Field = Struct.new(:kind, :name, :dtype, :shape, :offset, keyword_init: true) do
      def size = SIZES.fetch(dtype) * count
      def count = shape.reduce(1, :*)
    end

    SIZES = { DATA_TYPE_UINT8: 1, DATA_TYPE_INT8: 1, DATA_TYPE_INT32: 4, DATA_TYPE_INT64: 8, DATA_TYPE_FLOAT32: 4,
              DATA_TYPE_FLOAT64: 8 }.freeze
    PACKS = { DATA_TYPE_UINT8: "C*", DATA_TYPE_INT8: "c*", DATA_TYPE_INT32: "l<*", DATA_TYPE_INT64: "q<*",
              DATA_TYPE_FLOAT32: "e*", DATA_TYPE_FLOAT64: "E*" }.freeze
    LAST = %i[FIELD_KIND_OBSERVATION FIELD_KIND_ACTION_MASK FIELD_KIND_PRIVILEGED].freeze

    attr_reader :fields, :size

    def initialize(fields, size)
      @fields = fields
      @size = size
    end

    def self.of(message)
      return new([], 0) unless message

      fields = message.fields.map do |each|
        Field.new(kind: each.kind, name: each.name, dtype: each.dtype, shape: each.shape.to_a, offset: each.offset)
      end
      new(fields, message.size_bytes)
    end

    # Fields one after the other, each at the next multiple of 64.
    def self.packed(fields)
      ending = 0
      placed = fields.map do |each|
        field = each.dup
        field.offset = aligned(ending)
        ending = field.offset + field.size
        field
      end
      new(placed, ending)
    end

    def self.aligned(size) = (size + 63) / 64 * 64

    def only(selectors)
      return self if selectors.empty?

      Layout.packed(fields.select do |field|
        selectors.any? { |each| each.kind == field.kind && ["", field.name].include?(each.name) }
      end)
    end

    def last(rows)
      Layout.packed(LAST.flat_map { |kind| fields.select { |each| each.kind == kind } }.map do |each|
        field = each.dup
        field.shape = [rows, *each.shape.drop(1)]
        field
      end)
    end

    def read(field, frame)
      frame.byteslice(field.offset, field.size).unpack(PACKS.fetch(field.dtype))
    end

    # The action frame of values by tensor's name.
    def write(values)
      frame = "\0".b * size
      fields.each { |each| frame[each.offset, each.size] = values.fetch(each.name).pack(PACKS.fetch(each.dtype)) }
      frame
    end
  end
end
