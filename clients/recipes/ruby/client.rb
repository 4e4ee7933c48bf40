# A client of Walras in Ruby, written from docs/protocol.md and walras-protocol.zip alone; README.md says how to run it.
require "google/protobuf/well_known_types"
require "grpc"
require_relative "layout"
%w[catalog sessions play].each { |name| require "walras/v1/#{name}_services_pb" }

module Walras
  include Walras::V1

  # What the server refused, or why it could not be reached.
  class Refusal < StandardError
    attr_reader :code, :reason

    def initialize(code, reason, message)
      super(message)
      @code = code
      @reason = reason
    end

    def self.of(status)
      trailer = status.metadata["walras-error-bin"]
      trailer ? of_detail(V1::ErrorDetail.decode(trailer)) : new(name_of(status.code), "", status.details)
    end

    def self.of_detail(detail)
      new(name_of(detail.code), detail.reason, detail.message)
    end

    def self.name_of(code)
      name = GRPC::Core::StatusCodes.constants.find { |each| GRPC::Core::StatusCodes.const_get(each) == code }
      (name || "UNKNOWN").to_s
    end
  end

  Seat = Struct.new(:index, :group, :label, :key, :observation, :action, keyword_init: true)

  # A connection to a server.
  class Client
    attr_reader :info

    def initialize(address, token: nil, ca: nil)
      @place = address.sub(%r{^grpcs?://}, "")
      secure = address.start_with?("grpcs://") || ca
      credentials = secure ? GRPC::Core::ChannelCredentials.new(ca && File.read(ca)) : :this_channel_is_insecure
      @channel = GRPC::ClientStub.setup_channel(nil, @place, credentials, "grpc.max_receive_message_length" => -1)
      @metadata = token ? { "authorization" => "Bearer #{token}" } : {}
      @sessions = stub(V1::SessionService::Stub)
      @play = stub(V1::PlayService::Stub)
      request = V1::GetServerInfoRequest.new(protocol_major: 1, client: "walras-ruby/0")
      @info = call { stub(V1::CatalogService::Stub).get_server_info(request, metadata: @metadata, deadline: Time.now + 20) }
    end

    # One connection for everything. The server bounds its frames; that this client takes them all is its limit.
    def stub(kind)
      kind.new(@place, nil, channel_override: @channel)
    end

    def call
      yield
    rescue GRPC::BadStatus => e
      raise Refusal.of(e)
    end

    def unary(method, request) = call { @sessions.public_send(method, request, metadata: @metadata) }

    def stream(requests) = @play.play(requests, metadata: @metadata)

    def self.join(address, **options)
      scheme, host, session, query = address.match(%r{\A(walrass?)://([^/]+)/([^?]+)\?(.*)\z}).captures
      client = new("#{scheme == 'walrass' ? 'grpcs' : 'grpc'}://#{host}", **options)
      access = V1::Access.new(session_id: session, tickets: query.split("&").map { |each| each.delete_prefix("ticket=") })
      Participant.new(client, V1::Attach.new(access: access))
    end
  end

  # Seats of a session, held by one stream.
  class Participant
    Shard = Struct.new(:inbox, :step, :last, :awaited, keyword_init: true)

    attr_reader :seats, :client, :access

    def initialize(client, attach)
      @client = client
      @events = []
      attached = open(attach)
      @session = attached.session
      @access = attach.access || V1::Access.new(session_id: @session.id, host_token: attached.host_token,
                                                tickets: attached.tickets.map(&:ticket))
      @seats = held(attached.seats.to_a)
      @shards = Array.new([@session.config.shards, 1].max) { |i| Shard.new(inbox: [], step: @session.last_steps[i]) }
    end

    def open(attach)
      @up&.push(nil) # ends the stream before
      @ended = nil
      @up = Queue.new
      @down = Queue.new
      up = @up
      down = @down
      up << V1::PlayRequest.new(attach: attach)
      Thread.new do
        client.stream(Enumerator.new { |out| while (message = up.pop) do out << message end }).each { |each| down << each }
        down << Refusal.new("FAILED_PRECONDITION", "SESSION_CLOSED", "the stream is complete")
      rescue GRPC::BadStatus => e
        down << Refusal.of(e)
      end
      first = receive
      raise Refusal.of_detail(first.error.error) if first.error

      first.attached
    end

    def receive
      message = @ended || @down.pop
      return message unless message.is_a?(Refusal)

      @ended = message
      raise message
    end

    def held(indices)
      mine = @session.seats.select { |each| indices.include?(each.index) }
      mine.map do |each|
        label = each.has_agent? ? "#{each.group}/#{each.agent}" : each.group
        alone = mine.count { |other| other.group == each.group } == 1
        Seat.new(index: each.index, group: each.group, label: label, key: alone ? each.group : label,
                 observation: Layout.of(each.observation_layout), action: Layout.of(each.action_layout))
      end
    end

    # actions: seat's key to tensor's name to flat values.
    def send_act(shard, actions)
      frames = @seats.select { |seat| actions.key?(seat.key) }.map do |seat|
        V1::SeatFrame.new(seat: seat.index, frame: seat.action.write(actions[seat.key]))
      end
      step = @shards[shard].step + 1
      ask(shard, V1::PlayRequest.new(act: V1::Act.new(shard: shard, step: step, frames: frames)))
    end

    def reset(config)
      config.step = @shards[config.shard].step + 1
      ask(config.shard, V1::PlayRequest.new(reset: config))
      take(config.shard)
    end

    def ask(shard, message)
      @shards[shard].awaited = message
      @up << message
    end

    # The next turn of a shard. A stream that broke off is opened again, once for each loss, and what was on its way is
    # asked for again: its number makes it happen once.
    def take(shard, least = nil)
      at = @shards[shard]
      least ||= at.awaited ? at.step + 1 : 0
      loop do
        while (message = at.inbox.shift)
          if message.is_a?(V1::PlayError)
            at.awaited = nil
            raise Refusal.of_detail(message.error)
          elsif message.step >= least && (at.last.nil? || message.step > at.last)
            at.step = at.last = message.step
            at.awaited = nil
            return message
          end
        end
        read(shard)
      end
    end

    def read(waiting)
      message = receive
      case message.message
      when :turn then @shards[message.turn.shard].inbox << message.turn
      when :error then @shards[message.error.has_shard? ? message.error.shard : waiting].inbox << message.error
      when :event then @events << message.event
      end
    rescue Refusal => e
      raise unless e.code == "UNAVAILABLE"

      attach_again
    end

    def attach_again
      give_up = Time.now + 10
      begin
        open(V1::Attach.new(access: @access, last_steps: @shards.map(&:step), replace: true))
      rescue Refusal => e
        raise if e.code != "UNAVAILABLE" || Time.now > give_up

        sleep 0.1
        retry
      end
      @shards.each { |shard| @up << shard.awaited if shard.awaited }
    end

    def events
      all = @events
      @events = []
      all
    end

    def rollout(request)
      request.access = @access
      @seats.each do |seat|
        request.policies << V1::SeatPolicy.new(seat: seat.index, policy: V1::Policy.new(uniform: V1::UniformPolicy.new))
      end
      chunks = client.call { client.unary(:rollout, request).to_a }
      @shards[request.shard].step = @shards[request.shard].last = chunks.last.first_step + chunks.last.steps - 1
      chunks
    end

    def snapshot = client.unary(:snapshot, V1::SnapshotRequest.new(access: @access)).snapshot

    # The turns come down the stream too, in order with everything else.
    def restore(snapshot)
      turns = client.unary(:restore, V1::RestoreRequest.new(access: @access, snapshot: snapshot)).turns
      turns.map { |each| take(each.shard, each.step) }
    end

    def close(session: false)
      @up << V1::PlayRequest.new(leave: V1::Leave.new(close_session: session)) << nil
      loop { receive }
    rescue Refusal => e
      raise unless e.reason == "SESSION_CLOSED"
    end
  end
end
