# The driver of `./walras conformance` for client.rb: a line of JSON in, a line of JSON out.
require "json"
require_relative "client"

V1 = Walras::V1

# A turn as the cases have it.
class Seen
  def initialize(seats) = (@seats = seats)

  def turn(message)
    said = start(message.step, message.cause.to_s.delete_prefix("TURN_CAUSE_").downcase)
    said["late"] = @seats.select { |seat| message.late_seats.include?(seat.index) }.map(&:key)
    @seats.each do |seat|
      frame = frame_of(message.frames, seat)
      file(said, "", seat, seat.observation, frame) if frame
    end
    finals(said, message, [])
  end

  def chunk(message, selectors)
    (0...message.steps).map do |i|
      said = start(message.first_step + i, "step")
      message.seats.each do |run|
        seat = @seats.find { |each| each.index == run.seat }
        file(said, "", seat, seat.observation.only(selectors), part(run.frames, seat.observation.only(selectors), i))
        file(said, "", seat, seat.action.only(selectors), part(run.actions, seat.action.only(selectors), i))
      end
      last = message.final_rows.find { |each| each.step == said["step"] }
      last ? finals(said, last, selectors) : said
    end
  end

  private

  def start(step, cause)
    maps = %w[obs reward active action_mask metrics privileged actions final_obs final_action_mask final_privileged]
    maps.to_h { |name| [name, {}] }.merge("step" => step, "cause" => cause, "final_rows" => [], "late" => [])
  end

  def part(run, layout, i) = run.byteslice(i * Walras::Layout.aligned(layout.size), layout.size)

  def frame_of(frames, seat) = frames.find { |each| each.seat == seat.index }&.frame

  def finals(said, message, selectors)
    rows = message.final_rows.unpack("l<*")
    return said if rows.empty?

    said["final_rows"] = rows
    @seats.each do |seat|
      frame = frame_of(message.final_frames, seat)
      file(said, "final_", seat, seat.observation.only(selectors).last(rows.size), frame) if frame
    end
    said
  end

  def file(said, prefix, seat, layout, frame)
    layout.fields.each do |field|
      values = layout.read(field, frame)
      case field.kind
      when :FIELD_KIND_OBSERVATION then (said["#{prefix}obs"][seat.key] ||= {})[field.name] = tensor(field, values)
      when :FIELD_KIND_ACTION then (said["actions"][seat.key] ||= {})[field.name] = tensor(field, values)
      when :FIELD_KIND_PRIVILEGED then said["#{prefix}privileged"][field.name] = tensor(field, values)
      when :FIELD_KIND_ACTION_MASK then said["#{prefix}action_mask"][seat.key] = values
      when :FIELD_KIND_REWARD then said["reward"][seat.key] = values
      when :FIELD_KIND_ACTIVE then said["active"][seat.key] = values
      when :FIELD_KIND_TERMINATED then said["terminated"] = values
      when :FIELD_KIND_TRUNCATED then said["truncated"] = values
      when :FIELD_KIND_METRIC then said["metrics"][field.name] = beside(said["metrics"][field.name], field, values)
      end
    end
  end

  # A metric of agents, beside those of the seats before.
  def beside(before, field, values)
    return values if before.nil? || field.shape.size < 2

    rows = field.shape[0]
    before.each_slice(before.size / rows).zip(values.each_slice(values.size / rows)).flatten
  end

  def tensor(field, values)
    values = values.map(&:to_s) if field.dtype == :DATA_TYPE_INT64
    { "dtype" => field.dtype.to_s.delete_prefix("DATA_TYPE_").downcase, "shape" => field.shape, "values" => values }
  end
end

# Does what a command says.
class Driver
  def initialize
    @open = {}
    @snapshots = {}
  end

  def act(of)
    it = @open[of["of"]]
    shard = of["shard"] || 0
    case of["do"]
    when "connect" then keep(of, Walras::Client.new(of["address"], **connecting(of)))
    when "session" then keep(of, Walras::Participant.new(it, V1::Attach.new(create: config(of))))
    when "join" then keep(of, Walras::Client.join(of["address"], **connecting(of)))
    when "reset" then turn(it, it.reset(reset(of)))
    when "send" then it.send_act(shard, actions(of)) && {}
    when "receive", "wait" then turn(it, it.take(shard))
    when "step" then it.send_act(0, actions(of)) && turn(it, it.take(0))
    when "rollout" then rollout(it, of)
    when "events" then { "events" => it.events.map { |each| each.kind.to_s.delete_prefix("EVENT_KIND_") } }
    when "snapshot" then (@snapshots[of["as"]] = it.snapshot) && {}
    when "restore" then turn(it, it.restore(@snapshots[of["from"]])[0])
    when "close" then it.close(session: !it.access.host_token.empty?) || {}
    when "end" then finish
    end
  end

  private

  def keep(of, opened)
    @open[of["as"]] = opened
    opened.is_a?(Walras::Client) ? {} : { "seats" => opened.seats.map(&:key) }
  end

  def finish
    @open.values.reverse.grep(Walras::Participant).each do |each|
      each.close(session: !each.access.host_token.empty?)
    rescue Walras::Refusal
      next # its server may have ended
    end
    @open = {}
  end

  def turn(seats, message) = Seen.new(seats.seats).turn(message)

  def connecting(of) = { token: of["token"], ca: of["ca"] }

  def config(of)
    made = V1::SessionConfig.new(environment: of["environment"], num_envs: of["num_envs"] || 1, shards: of["shards"] || 1,
                                 metrics: of["metrics"] || [], row_seeds: of["row_seeds"] || [],
                                 autoreset_mode: :"AUTORESET_MODE_#{(of['autoreset'] || 'next_step').upcase}")
    made.seed = of["seed"] if of["seed"]
    made.options = Google::Protobuf::Struct.from_hash(of["options"] || {})
    (of["seats"] || []).each { |label| made.seats << seat(label, of["privileged"]) }
    made
  end

  def seat(label, privileged)
    group, agent = label.split("/")
    made = V1::SeatConfig.new(group: group, remote: V1::RemoteFiller.new(privileged: privileged || false))
    made.agent = Integer(agent) if agent
    made
  end

  def reset(of)
    mask = of["mask"] || []
    made = V1::ResetConfig.new(shard: of["shard"] || 0, row_seeds: of["row_seeds"] || [],
                               row_mask: mask.map { |each| each ? 1 : 0 }.pack("C*"))
    made.seed = of["seed"] if of["seed"]
    (of["options"] || {}).each do |name, values|
      values.each_with_index do |value, row|
        next unless mask.empty? || mask[row]

        made.row_options << V1::RowOptions.new(rows: [row], options: Google::Protobuf::Struct.from_hash(name => value))
      end
    end
    made
  end

  def actions(of)
    of["actions"].transform_values do |tensors|
      tensors.transform_values { |each| each["values"].map { |value| value.is_a?(String) ? Integer(value) : value } }
    end
  end

  def rollout(session, of)
    kinds = { "obs" => "OBSERVATION", "actions" => "ACTION", "metrics" => "METRIC" }
    fields = (of["fields"] || []).map do |text|
      word, name = text.split(".")
      V1::FieldSelector.new(kind: :"FIELD_KIND_#{kinds.fetch(word, word.upcase)}", name: name || "")
    end
    request = V1::RolloutRequest.new(steps: of["steps"], chunk_steps: of["chunk_steps"] || 0, fields: fields)
    request.policy_seed = of["seed"] if of["seed"]
    { "turns" => session.rollout(request).flat_map { |each| Seen.new(session.seats).chunk(each, fields) } }
  end
end

driver = Driver.new
$stdout.sync = true
while (line = $stdin.gets)
  begin
    puts JSON.generate("ok" => driver.act(JSON.parse(line)))
  rescue Walras::Refusal => e
    puts JSON.generate("error" => { "code" => e.code, "reason" => e.reason, "message" => e.message })
  end
end
